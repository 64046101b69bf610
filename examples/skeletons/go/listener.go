package main

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// listener keeps the results that the broker delivers. GO ON: a bound on what is kept.
type listener struct {
	client mqtt.Client
	mutex  sync.Mutex
	pushes map[string][]item
	news   chan struct{}
}

// listen returns when the broker has confirmed the subscription.
func listen(place broker, filter string) (*listener, error) {
	l := &listener{pushes: map[string][]item{}, news: make(chan struct{}, 1)}
	options := mqtt.NewClientOptions().AddBroker(fmt.Sprintf("tcp://%s:%d", place.Host, place.Port))
	options.SetClientID(fmt.Sprintf("my-client-%d", time.Now().UnixNano()))
	options.SetOnConnectHandler(func(c mqtt.Client) { c.Subscribe(filter, 1, l.hear) }) // after every reconnection
	l.client = mqtt.NewClient(options)
	if token := l.client.Connect(); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		return nil, fmt.Errorf("the broker cannot be reached: %v", token.Error())
	}
	if token := l.client.Subscribe(filter, 1, l.hear); !token.WaitTimeout(5*time.Second) || token.Error() != nil {
		return nil, fmt.Errorf("the broker does not confirm the subscription: %v", token.Error())
	}
	return l, nil
}

func (l *listener) hear(_ mqtt.Client, message mqtt.Message) {
	var push struct {
		PlanID string `json:"planId"`
		Data   struct {
			List []item `json:"list"`
		} `json:"data"`
	}
	if json.Unmarshal(message.Payload(), &push) != nil {
		return // a push that is no JSON
	}
	l.mutex.Lock()
	l.pushes[push.PlanID] = append([]item{}, push.Data.List...)
	l.mutex.Unlock()
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// result is the list of a plan's push; nil where it does not come in time.
func (l *listener) result(planID string, limit time.Duration) []item {
	end := time.After(limit)
	for {
		l.mutex.Lock()
		list, came := l.pushes[planID]
		l.mutex.Unlock()
		if came {
			return list
		}
		select {
		case <-l.news:
		case <-end:
			return nil
		}
	}
}

func (l *listener) close() {
	l.client.Disconnect(100)
}
